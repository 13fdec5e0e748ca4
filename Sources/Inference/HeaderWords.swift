/// What shops call the columns of their exports, in English, German, French, Spanish, Italian, Dutch, Polish, Portuguese and
/// Arabic: whole headers and single words, folded as `HeaderName` folds them.
enum HeaderWords {
    /// What a column can be. In the order in which they choose their columns.
    enum Role: String, Sendable, CaseIterable {
        case product, quantity, receipt, time, date, clock, store, till, line, amount, description, kind
        case loyalty, payment, currency, tender, unit, day, zone, revision, originalReceipt
        /// A unit price: known, so that it is not taken for the amount, and not mapped.
        case price
        /// What names a person, and is never mapped.
        case personal
    }

    static func words(_ role: Role) -> [String] {
        (table[role] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private static let table: [Role: String] = [
        .store: """
        store storeid storeno storenumber storecode storename shop shopid branch branchid branchcode outlet site siteid \
        location locationid businessunit retailstoreid
        filiale filial filialnr filialnummer markt marktnr laden ladennr geschaft niederlassung standort verkaufsstelle betrieb
        magasin magasinid codemagasin nummagasin boutique succursale etablissement pointdevente agence
        tienda codtienda sucursal local establecimiento puntodeventa centro almacen
        negozio codicenegozio puntovendita filiale sede
        winkel winkelnr filiaal filiaalnr vestiging vestigingnr
        sklep nrsklepu kodsklepu oddzial placowka
        loja codloja numloja estabelecimento filial
        متجر المتجر رقمالمتجر رمزالمتجر فرع الفرع رقمالفرع رمزالفرع محل المحل معرض المعرض
        """,
        .till: """
        till tillid tillno tillnumber register registerid registerno registernumber cashregister terminal terminalid pos posid \
        posno posnumber workstation workstationid lane checkout device deviceid devicename
        kasse kassennr kassennummer kassenid kasseid kassenplatz terminalnr arbeitsplatz
        caisse numcaisse nocaisse codecaisse poste terminal
        caja numcaja nrocaja cajan idcaja tpv terminal puesto
        cassa numerocassa ncassa codicecassa terminale postazione
        kassa kassanr kassanummer kas
        kasa nrkasy numerkasy stanowisko kasafiskalna
        caixa numcaixa nrcaixa terminal pdv
        صندوق الصندوق رقمالصندوق نقطةالبيع رقمنقطةالبيع كاشير الكاشير رقمالكاشير جهاز الجهاز خزينة الخزينة
        """,
        .receipt: """
        receipt receiptid receiptno receiptnumber transaction transactionid transactionno transactionnumber trans transid transno \
        trx txn txnid ticket ticketid ticketno ticketnumber invoice invoiceid invoiceno invoicenumber bill billno order orderid \
        orderno ordernumber basket basketid docket slip slipno checknumber checkno document documentno saleid
        bon bonnr bonnummer bonid kassenbon beleg belegnr belegnummer belegid rechnung rechnungsnr rechnungsnummer vorgang \
        vorgangsnr vorgangsnummer quittung quittungsnr transaktion transaktionsnr transaktionsnummer
        ticket numticket noticket numeroticket nticket ticketdecaisse recu numrecu facture numfacture numerofacture transaction \
        numtransaction commande numcommande piece numpiece
        ticket numticket nroticket numeroticket numerodeticket recibo nrorecibo factura numfactura numerofactura comprobante \
        transaccion idtransaccion pedido albaran operacion
        scontrino numeroscontrino nscontrino ricevuta numeroricevuta documento numerodocumento transazione idtransazione fattura
        bon bonnr bonnummer kassabon kassabonnr transactie transactienr transactienummer factuur factuurnr factuurnummer
        paragon nrparagonu numerparagonu transakcja nrtransakcji numertransakcji idtransakcji rachunek nrrachunku dokument \
        nrdokumentu numerdokumentu faktura nrfaktury
        talao numtalao recibo numrecibo numerorecibo fatura numfatura cupom numcupom cupomfiscal transacao numtransacao idtransacao \
        documento numdocumento venda numvenda
        ايصال الايصال رقمالايصال فاتورة الفاتورة رقمالفاتورة معاملة المعاملة رقمالمعاملة تذكرة التذكرة رقمالعملية سند رقمالسند
        """,
        .line: """
        line lineid lineno linenumber linenum linenr item itemno lineitem lineitemno seq seqno sequence sequenceno sequencenumber \
        itemsequence row rowno position
        zeile zeilennr zeilennummer position pos posnr positionsnr positionsnummer lfdnr laufendenummer
        ligne noligne numligne numeroligne nligne rang
        linea nrolinea numlinea numerolinea numerodelinea renglon posicion
        riga nriga numeroriga numriga progressivo
        regel regelnr regelnummer volgnr volgnummer positie
        linia nrlinii pozycja nrpozycji numerpozycji lp wiersz nrwiersza
        linha nrlinha numlinha numerolinha numerodalinha sequencia
        سطر السطر رقمالسطر بند البند رقمالبند تسلسل التسلسل
        """,
        .product: """
        product productid productno productnumber productcode item itemid itemno itemnumber itemcode article articleid articleno \
        articlenumber articlecode sku plu gtin ean ean13 upc barcode stockcode material materialno lineitemsku
        artikel artikelnr artikelnummer artikelid artnr artikelcode ware warennr warennummer produkt produktnr produktnummer material
        article codearticle refarticle numarticle produit codeproduit refproduit reference ref codebarre codebarres codeean
        articulo codarticulo codigoarticulo producto codproducto codigoproducto idproducto codigo referencia codigodebarras codbarras
        articolo codicearticolo codarticolo prodotto codiceprodotto codprodotto codice codiceabarre
        artikel artikelnr artikelnummer artikelcode product productcode productnr
        produkt kodproduktu towar kodtowaru indeks indekstowaru artykul kodartykulu kod kodkreskowy symbol
        produto codproduto codigoproduto idproduto artigo codartigo codigoartigo codigodebarras referencia
        منتج المنتج رقمالمنتج رمزالمنتج كودالمنتج صنف الصنف رقمالصنف رمزالصنف كودالصنف باركود الباركود سلعة السلعة رقمالسلعة مادة رمزالمادة
        """,
        .quantity: """
        quantity qty qtysold quantitysold units unitssold count pieces pcs itemqty itemquantity lineitemquantity soldqty
        menge anzahl stuck stueck stk stuckzahl verkaufsmenge
        quantite qte nombre nb nbunites quantitevendue
        cantidad cant unidades uds unid cantidadvendida
        quantita qta qt pezzi pz numeropezzi quantitavenduta
        aantal hoeveelheid stuks
        ilosc szt sztuk sztuki liczba liczbasztuk
        quantidade qtd qtde quant unidades qtdvendida
        الكمية كمية الكميةالمباعة العدد عدد
        """,
        .unit: """
        unit uom unitofmeasure unitofsale measure
        einheit mengeneinheit me masseinheit
        unite unitedemesure unitemesure udm
        unidad unidadmedida unidaddemedida um
        unita unitadimisura unitamisura um
        eenheid meeteenheid
        jednostka jednostkamiary jm jedn
        unidade unidademedida unidadedemedida un
        وحدة الوحدة وحدةالقياس
        """,
        .description: """
        description desc itemdescription productdescription itemname productname articlename name title lineitemname itemtext
        bezeichnung artikelbezeichnung artikeltext artikelname produktname beschreibung warenbezeichnung text
        libelle libellearticle libelleproduit designation description nomproduit nomarticle intitule
        descripcion descripcionarticulo denominacion nombre nombreproducto nombrearticulo
        descrizione descrizionearticolo descrizioneprodotto denominazione nome nomeprodotto
        omschrijving artikelomschrijving artikelnaam productnaam benaming naam
        opis opistowaru nazwa nazwatowaru nazwaproduktu nazwaartykulu
        descricao descricaoproduto descricaodoproduto designacao nome nomeproduto
        الوصف وصف وصفالمنتج وصفالصنف البيان اسمالمنتج اسمالصنف اسمالسلعة
        """,
        .amount: """
        amount lineamount total linetotal totalamount extendedamount extendedprice netsales netamount grosssales grossamount value \
        linevalue salesamount revenue subtotal turnover
        betrag zeilenbetrag positionsbetrag summe umsatz gesamt gesamtpreis gesamtbetrag brutto bruttobetrag netto nettobetrag wert
        montant montantttc montantht montantligne total totalligne totalttc prixtotal valeur
        importe importelinea importetotal total totallinea monto montototal valor
        importo importoriga importototale totale totaleriga valore
        bedrag regelbedrag totaal regeltotaal totaalbedrag totaalprijs omzet waarde
        kwota kwotabrutto wartosc wartoscbrutto suma razem obrot
        valor valortotal valorlinha montante total totallinha importancia
        المبلغ مبلغ المبلغالاجمالي الاجمالي اجمالي القيمة قيمة المجموع مجموع
        """,
        .price: """
        price unitprice sellingprice retailprice listprice lineitemprice
        preis einzelpreis stuckpreis stueckpreis vkpreis verkaufspreis
        prix prixunitaire prixunit pu prixvente
        precio preciounitario precioud pvp precioventa
        prezzo prezzounitario prezzovendita
        prijs stukprijs eenheidsprijs verkoopprijs
        cena cenajedn cenajednostkowa cenabrutto
        preco precounitario precovenda
        السعر سعر سعرالوحدة سعرالبيع ثمن الثمن
        """,
        .currency: """
        currency curr ccy currencycode waehrung wahrung wahrungscode devise monnaie codedevise moneda divisa codmoneda valuta divisa \
        munt valutacode waluta kodwaluty moeda codmoeda عملة العملة رمزالعملة
        """,
        .tender: """
        tender tendertype payment paymentmethod paymenttype paymentmeans paytype paymode paid paidby
        zahlart zahlungsart zahlungsmittel zahlweise bezahlart
        paiement modepaiement modedepaiement moyendepaiement moyenpaiement reglement modereglement
        pago formapago formadepago mediopago mediodepago metodopago tipopago
        pagamento metodopagamento metododipagamento modalitapagamento tipopagamento mezzopagamento
        betaling betaalwijze betaalmethode betaalmiddel
        platnosc formaplatnosci rodzajplatnosci metodaplatnosci sposobplatnosci
        pagamento formapagamento formadepagamento meiopagamento meiodepagamento
        الدفع طريقةالدفع وسيلةالدفع نوعالدفع
        """,
        .kind: """
        type kind linetype transactiontype transtype trxtype eventtype recordtype saletype itemtype operation action movementtype
        art typ zeilenart belegart vorgangsart buchungsart positionsart vorgangstyp transaktionsart bewegungsart
        type typeligne typeoperation typetransaction typevente nature operation sens
        tipo tipolinea tipooperacion tipotransaccion tipomovimiento operacion
        tipo tiporiga tipooperazione tipotransazione tipomovimento operazione causale
        soort type regelsoort regeltype transactietype transactiesoort
        typ rodzaj typpozycji typtransakcji rodzajoperacji rodzajtransakcji operacja
        tipo tipolinha tipooperacao tipotransacao tipomovimento operacao
        نوع النوع نوعالعملية نوعالحركة نوعالسطر العملية
        """,
        .time: """
        datetime timestamp saletime saledatetime transactiontime transactiondatetime receipttime createdat created soldat paidat \
        invoicedate transdatetime time ts endtime enddatetime begindatetime eventtime
        zeitpunkt zeitstempel datumzeit datumuhrzeit bonzeit belegzeit verkaufszeit zeit
        horodatage dateheure dateheurevente dateetheure datetransaction
        fechahora fechayhora fechaventa marcadetiempo momento
        dataora dataeora datavendita istante
        datumtijd tijdstip tijdstempel verkooptijd
        dataczas dataigodzina znacznikczasu czassprzedazy czas
        datahora dataehora datadavenda momento
        التاريخوالوقت تاريخووقت وقتالبيع وقتالعملية تاريخالعملية تاريخالبيع
        """,
        .date: """
        date saledate salesdate transactiondate receiptdate transdate orderdate calendardate
        datum bondatum belegdatum verkaufsdatum rechnungsdatum kalendertag
        date datevente dateticket dateoperation
        fecha fechaticket fechaoperacion
        data datascontrino dataoperazione
        datum verkoopdatum bondatum transactiedatum
        data datasprzedazy datatransakcji dataparagonu
        data datavenda datatransacao
        التاريخ تاريخ تاريخالفاتورة تاريخالايصال
        """,
        .clock: """
        time hour timeofday saletime uhrzeit zeit heure heurevente hora horaventa horadavenda ora orario oravendita tijd tijdverkoop \
        godzina godzinasprzedazy czas الوقت وقت الساعة ساعة
        """,
        .day: """
        businessday businessdate businessdaydate tradingday tradingdate salesday postingdate accountingdate
        tag geschaftstag buchungstag buchungsdatum kassentag kassentagdatum abrechnungstag
        jour jourcomptable journee datecomptable journeecomptable
        diacontable jornada fechacontable diadenegocio
        giornocontabile datacontabile giornatacontabile
        boekdag boekdatum verkoopdag werkdag
        dzienksiegowy dataksiegowa dzienhandlowy dobahandlowa
        diacontabil datacontabil diacomercial
        يومالعمل تاريخالعمل
        """,
        .zone: """
        timezone tz zeitzone fuseau fuseauhoraire zonahoraria husohorario fusoorario tijdzone strefaczasowa fusohorario المنطقةالزمنية
        """,
        .loyalty: """
        loyalty loyaltyid loyaltyno loyaltynumber loyaltycard loyaltycardno member memberid memberno membership customer customerid \
        customerno customernumber clubcard card cardid cardno household householdid
        kunde kundennr kundennummer kundenid kundenkarte kundenkartennr bonuskarte treuekarte mitglied mitgliedsnr
        client clientid idclient numclient codeclient carte cartefidelite numcarte fidelite adherent
        cliente idcliente codcliente numcliente nrocliente socio numsocio tarjeta tarjetacliente tarjetafidelidad fidelidad
        cliente codicecliente idcliente tessera numerotessera cartafedelta fidelity
        klant klantnr klantnummer klantid klantenkaart klantkaart lidnummer pashouder
        klient nrklienta numerklienta idklienta karta kartaklienta kartalojalnosciowa nrkarty
        cliente idcliente codcliente numcliente cartao cartaocliente cartaofidelidade socio
        عميل العميل رقمالعميل زبون الزبون رقمالزبون بطاقة البطاقة رقمالبطاقة بطاقةالولاء بطاقةالعميل رقمالعضوية عضوية
        """,
        .payment: """
        paymenttoken cardtoken paytoken cardhash panhash par paymentaccountreference kartentoken zahltoken kartenhash jetoncarte \
        jetonpaiement tokentarjeta tokenpago tokencarta tokenpagamento betaaltoken kaarttoken tokenkarty tokenplatnosci tokencartao
        رمزالدفع
        """,
        .revision: """
        revision rev version versionno recordversion stand fassung revisione versie wersja versao revisao مراجعة نسخة
        """,
        .originalReceipt: """
        originalreceipt originalreceiptno origreceipt originaltransaction originaltransactionid origtrans refreceipt refbonnr returnof \
        linkedreceipt originalbon originalbeleg ursprungsbon ursprungsbeleg bezugsbeleg referenzbeleg refbon ticketorigine \
        ticketdorigine factureorigine ticketoriginal facturaoriginal ticketorigen scontrinooriginale documentoorigine \
        oorspronkelijkebon bonorigineel paragonpierwotny nrparagonupierwotnego paragonoryginalny talaooriginal faturaoriginal \
        الفاتورةالاصلية الايصالالاصلي
        """,
        .personal: """
        customername clientname firstname lastname surname fullname address street city postcode zip phone telephone mobile email mail \
        birthdate dateofbirth dob cashier cashiername operator employee salesperson notes note comment signature
        kundenname vorname nachname adresse anschrift strasse plz ort telefon handy geburtsdatum kassierer bediener verkaufer bemerkung
        nomclient prenom adresse rue ville codepostal telephone portable courriel naissance datenaissance caissier vendeur remarque
        nombrecliente apellido apellidos direccion calle ciudad codigopostal telefono movil correo fechanacimiento cajero vendedor
        nomecliente cognome indirizzo citta cap cellulare datanascita cassiere operatore venditore
        klantnaam voornaam achternaam adres straat woonplaats telefoon geboortedatum kassier verkoper opmerking
        imie nazwisko imienazwisko adres ulica miasto kodpocztowy telefon dataurodzenia kasjer sprzedawca uwagi
        nomecliente apelido morada endereco cidade codigopostal telefone telemovel datanascimento operador vendedor
        اسمالعميل الاسم العنوان الهاتف الجوال البريد تاريخالميلاد اسمالكاشير البائع ملاحظات
        """,
    ]
}
